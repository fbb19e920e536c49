"""Read a model with pyArchimate; print how many elements and relationships it found."""

import json
import sys

from pyArchimate import Model

model = Model("read")
model.read(sys.argv[1])
print(json.dumps([len(model.elements), len(model.relationships)]))
