"""Reads tapes, knowing only the pages that describe them: tape_file.hpp, and the
kinds of events in tape.hpp. Strict: what the pages do not allow is an error.

    python3 tests/tape_reader.py lesson02.tape     # prints what the runs came to, as JSON
"""

import json
import sys

# For each kind, the fields that it may have, by tape.hpp.
KINDS = {
    "created": "task by frame place seen text hidden",
    "ready": "task by why what",
    "running": "task frame place seen",
    "waiting": "task frame place seen why what until text",
    "awaited": "task frame place seen why what until text",
    "cancel requested": "task by place why",
    "renamed": "task text",
    "finished": "task",
    "failed": "task text",
    "cancelled": "task text",
    "frame made": "frame place",
    "frame entered": "frame caller place",
    "frame returned": "frame threw",
    "frame destroyed": "frame",
    "turn": "number",
    "idle": "until why by",
    "callback ready": "number by why what text hidden",
    "callback runs": "number",
    "timer armed": "number task until text",
    "timer disarmed": "number",
    "timer fires": "number",
    "future made": "number by parts place text",
    "future done": "number by why",
    "note": "task place text",
    "connection opening": "number task text",
    "connection busy": "number task text",
    "connection idle": "number task text",
    "connection closed": "number task text",
    "connection broken": "number task text",
    "lock taken": "number by place text",
    "lock released": "number by text",
    "place taken": "number by level most place text",
    "place given back": "number by level most text",
    "item put": "number by level most text",
    "item got": "number by level most text",
    "closing": "",
    "deadlock": "",
    "run ends": "",
    "cut": "",
}
WHY = "turn time task future resource cancel io thread call".split()
ENDS = ("run ends", "cut")


class Run:
    """What one tape says."""

    def __init__(self, head):
        if head["tape"] != 2:
            raise ValueError(f"version {head['tape']} is unknown")
        allowed = {"tape", "title", "number", "clock", "order", "whole"}
        if not set(head) <= allowed:
            raise ValueError(f"a head has no {set(head) - allowed}")
        assert head["clock"] in ("simulated", "real")
        assert head["order"] in ("plain", "another")
        self.head, self.places, self.ended = head, {}, False
        self.names, self.hidden, self.under_way = {}, set(), set()
        self.finished, self.at_once, self.last = [], 0, 0

    def place(self, line):
        assert set(line) <= {"place", "file", "line", "function", "library"}
        assert line["place"] not in self.places, "a place is defined once"
        self.places[line["place"]] = line

    def event(self, event):
        kind = event["e"]
        extra = set(event) - {"e", "at"} - set(KINDS[kind].split())
        assert not extra, f"{kind} has no {extra}"
        assert not self.ended, "nothing comes after the end"
        for key in ("place", "seen"):
            assert event.get(key, 0) == 0 or event[key] in self.places
        assert event.get("why", WHY[0]) in WHY
        assert event["at"] >= self.last, "time goes on"
        self.ended = kind in ENDS
        self.task(kind, event.get("task", 0), event)

    def task(self, kind, task, event):
        if task in self.hidden or not (task or kind in ENDS):
            return
        if kind in ("created", "renamed"):
            self.names[task] = event["text"]
        if event.get("hidden") and kind == "created":
            self.hidden.add(task)
        elif kind == "running" and task != 1:
            self.under_way.add(task)
            self.at_once = max(self.at_once, len(self.under_way))
        elif kind in ("finished", "failed", "cancelled"):
            self.under_way.discard(task)
            if task != 1:
                self.finished.append(self.names[task])
        if task and task not in self.hidden:
            self.last = event["at"]

    def told(self):
        assert self.ended, "a tape ends with its run, or is cut"
        return {
            "name": self.head["title"],
            "number": self.head.get("number", 0),
            "elapsed_s": self.last / 1e9,
            "max_concurrent": self.at_once,
            "finish_order": self.finished,
        }


def read(path):
    runs = []
    with open(path, encoding="utf-8", newline="\n") as lines:
        for line in lines:
            assert line.endswith("\n"), "the file is cut short"
            thing = json.loads(line)
            if "tape" in thing:
                runs.append(Run(thing))
            elif "e" in thing:
                runs[-1].event(thing)
            else:
                runs[-1].place(thing)
    return [run.told() for run in runs]


if __name__ == "__main__":
    print(json.dumps(read(sys.argv[1])))
