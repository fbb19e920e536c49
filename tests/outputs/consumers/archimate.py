"""Read a model with pyArchimate, and print the number of elements and relationships."""

import json
import sys

from pyArchimate import Model

model = Model("read")
model.read(sys.argv[1])
print(json.dumps([len(model.elements), len(model.relationships)]))
