"""Answers, as JSON, what pycocotools makes of polygons and of an evaluation: gt.json and dt.json of the folder that is named."""
import json
import sys
from pathlib import Path

from pycocotools import mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

folder = Path(sys.argv[1])
truth = COCO(str(folder / "gt.json"))
found = truth.loadRes(str(folder / "dt.json"))


def describe(annotation):
    rle = truth.annToRLE(annotation)
    return {"counts": rle["counts"].decode(), "area": int(mask.area(rle)), "box": mask.toBbox(rle).tolist()}


answers = {"masks": [describe(annotation) for annotation in truth.dataset["annotations"]]}
for kind in ("segm", "bbox"):
    judge = COCOeval(truth, found, kind)
    judge.evaluate()
    judge.accumulate()
    judge.summarize()
    answers[kind] = {
        "stats": judge.stats.tolist(),
        "precision": judge.eval["precision"].ravel().tolist(),
        "recall": judge.eval["recall"].ravel().tolist(),
    }
(folder / "out.json").write_text(json.dumps(answers))
