"""Runs DVC's and GTO's command lines one after the other, each in a forked child of a process that has imported them once.

A request is one line of JSON on standard input: {"tool", "args", "cwd", "out", "err"}; the answer is one line: {"code"}.
A child shares nothing with the next one but the imported modules, so it behaves as a process of its own
and costs a third of one. Nothing is imported from DVC here that reads the environment or the current folder.
"""

import json
import os
import sys
import traceback

import dvc.api  # noqa: F401
import dvc.cli
import dvc.cli.parser
import dvc.repo  # noqa: F401
import dvc.repo.reproduce  # noqa: F401
import dvc.stage.cache  # noqa: F401
import gto.cli
import networkx  # noqa: F401
import pygit2  # noqa: F401
import ruamel.yaml  # noqa: F401

dvc.cli.parser.get_main_parser()


class SortedEntries:
    """What os.scandir gives, by name."""

    def __init__(self, entries):
        self.entries = iter(sorted(entries, key=lambda entry: entry.name))

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.entries)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def close(self):
        return None


scandir = os.scandir


def sorted_scandir(path="."):
    """A file system lists a folder in any order, and DVC collects dvc.yaml files in that order: here it is the same everywhere."""
    with scandir(path) as entries:
        return SortedEntries(entries)


os.scandir = sorted_scandir


def run(request):
    """Becomes the tool: never returns."""
    os.chdir(request["cwd"])
    os.environ["PWD"] = request["cwd"]
    for stream, path in ((1, request["out"]), (2, request["err"])):
        target = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(target, stream)
        os.close(target)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    code = 1
    try:
        sys.argv = [request["tool"], *request["args"]]
        if request["tool"] == "dvc":
            code = dvc.cli.main(request["args"]) or 0
        else:
            gto.cli.app()
            code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else (0 if end.code is None else 1)
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def main():
    """Answers requests until standard input ends."""
    replies = os.fdopen(os.dup(1), "w")
    replies.write("ready\n")
    replies.flush()
    for line in iter(sys.stdin.readline, ""):
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            run(request)
        _, status = os.waitpid(child, 0)
        replies.write(json.dumps({"code": os.waitstatus_to_exitcode(status)}) + "\n")
        replies.flush()


main()
