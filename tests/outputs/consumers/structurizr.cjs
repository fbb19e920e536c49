// Load a workspace with a Structurizr client made by others; print systems and relationships.
const fs = require("fs");
const { createRequire } = require("module");
const need = createRequire(process.argv[3] + "/node_modules/");
const { Workspace } = need("structurizr-typescript");

const workspace = new Workspace();
workspace.fromDto(JSON.parse(fs.readFileSync(process.argv[2], "utf8")));
workspace.hydrate();
const { softwareSystems, relationships } = workspace.model;
console.log(JSON.stringify([softwareSystems.length, relationships.length]));
