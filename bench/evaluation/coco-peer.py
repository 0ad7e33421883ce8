"""Judges gt.json and dt.json of the current folder with the tool that is named, and may keep all precisions in a file."""
import sys

tool, *out = sys.argv[1:]
if tool == "pycocotools":
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval as Judge
else:
    from faster_coco_eval import COCO
    from faster_coco_eval import COCOeval_faster as Judge

truth = COCO("gt.json")
judge = Judge(truth, truth.loadRes("dt.json"), "bbox")
judge.evaluate()
judge.accumulate()
judge.summarize()
print(judge.stats[0])
if out:
    judge.eval["precision"].astype("<f8").tofile(out[0])
