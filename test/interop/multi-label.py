"""Answers, as JSON, what scikit-learn says of labels and scores: in.json of the folder that is named. Undefined is null."""
import json
import sys
import warnings
from pathlib import Path

import numpy as np
from sklearn import metrics

warnings.filterwarnings("ignore")
folder = Path(sys.argv[1])
given = json.loads((folder / "in.json").read_text())
truth, scores = np.array(given["truth"]), np.array(given["scores"])
said = (scores >= np.array(given["thresholds"])).astype(int)
labels = truth.shape[1]
known = [of for of in range(labels) if 0 < truth[:, of].sum() < len(truth)]
nan = {"zero_division": np.nan}
answers = {
    "hamming-loss": metrics.hamming_loss(truth, said),
    "subset-accuracy": metrics.accuracy_score(truth, said),
    "micro-average-precision": metrics.average_precision_score(truth, scores, average="micro"),
    "micro-roc-auc": metrics.roc_auc_score(truth, scores, average="micro"),
}
rankings = {"average-precision": metrics.average_precision_score, "roc-auc": metrics.roc_auc_score}
for name, score in rankings.items():
    answers[f"macro-{name}"] = score(truth[:, known], scores[:, known], average="macro")
    answers[f"weighted-{name}"] = score(truth[:, known], scores[:, known], average="weighted")
    for of in range(labels):
        answers[f"{name} {of}"] = score(truth[:, of], scores[:, of]) if of in known else None
for name, score in {"precision": metrics.precision_score, "recall": metrics.recall_score, "f1": metrics.f1_score}.items():
    answers[f"micro-{name}"] = score(truth, said, average="micro", **nan)
    each = score(truth, said, average=None, **nan)
    answers[f"macro-{name}"] = np.nanmean(each)
    for of in range(labels):
        answers[f"{name} {of}"] = each[of]
plain = {name: None if value is None or np.isnan(value) else float(value) for name, value in answers.items()}
(folder / "out.json").write_text(json.dumps(plain))
