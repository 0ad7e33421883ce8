"""The metrics that score-classification.ts computes, by scikit-learn: `scikit-peer.py IMAGES CLASSES OUT`."""
import json
import sys

import numpy as np
from sklearn import metrics as m

images, classes, out = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
scores = np.fromfile("scores.bin", dtype=np.float64).reshape(images, classes)
truth = np.fromfile("truth.bin", dtype=np.int32)
labels = np.arange(classes)
predicted = scores.argmax(axis=1)
one_hot = truth[:, None] == labels


def prf(average):
    return m.precision_recall_fscore_support(truth, predicted, labels=labels, average=average, zero_division=0)[:3]


def auc(**how):
    return m.roc_auc_score(truth, scores, labels=labels, **how)


by_class = m.average_precision_score(one_hot, scores, average=None)
values = {
    "accuracy": m.accuracy_score(truth, predicted),
    "balanced-accuracy": m.balanced_accuracy_score(truth, predicted),
    "mcc": m.matthews_corrcoef(truth, predicted),
    "kappa": m.cohen_kappa_score(truth, predicted),
    "quadratic-kappa": m.cohen_kappa_score(truth, predicted, weights="quadratic"),
    "top-5": m.top_k_accuracy_score(truth, scores, k=5, labels=labels),
    "macro-roc-auc": auc(multi_class="ovr", average="macro"),
    "weighted-roc-auc": auc(multi_class="ovr", average="weighted"),
    "macro-average-precision": by_class.mean(),
    "log-loss": m.log_loss(truth, scores, labels=labels),
    "brier": m.brier_score_loss(truth, scores, labels=labels, scale_by_half=False),
}
for average in ("macro", "weighted"):
    for name, value in zip(("precision", "recall", "f1"), prf(average)):
        values[f"{average}-{name}"] = value
with open(out, "w") as file:
    json.dump({name: float(value) for name, value in values.items()}, file)
