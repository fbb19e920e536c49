"""Read a project plan with MPXJ, as a planning tool would, and print tasks, resources and
predecessors.
"""

import json
import sys

import jpype
import mpxj  # noqa: F401 (brings the class path)

jpype.startJVM()
from org.mpxj.reader import UniversalProjectReader  # noqa: E402 (a Java package: after the start)

project = UniversalProjectReader().read(sys.argv[1])
tasks = [task for task in project.getTasks() if task.getName()]
people = [one for one in project.getResources() if one.getName()]
print(json.dumps([len(tasks), len(people), sum(len(list(t.getPredecessors())) for t in tasks)]))
