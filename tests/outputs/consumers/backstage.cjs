// Check every entity with Backstage's own catalog model; print how many there are of each kind.
const fs = require("fs");
const { createRequire } = require("module");
const need = createRequire(process.argv[3] + "/node_modules/");
const YAML = need("yaml");
const model = need("@backstage/catalog-model");

const policies = [
  new model.SchemaValidEntityPolicy(),
  new model.FieldFormatEntityPolicy(),
  new model.NoForeignRootFieldsEntityPolicy(),
];
const kinds = ["api", "component", "domain", "group", "resource", "system"].map(
  (kind) => model[`${kind}EntityV1alpha1Validator`],
);

(async () => {
  const counts = {};
  const text = fs.readFileSync(process.argv[2], "utf8");
  for (const document of YAML.parseAllDocuments(text)) {
    const entity = document.toJS();
    for (const policy of policies) await policy.enforce(entity);
    const known = await Promise.all(kinds.map((kind) => kind.check(entity)));
    if (!known.some(Boolean)) throw new Error(`no kind of the catalog: ${entity.kind}`);
    counts[entity.kind] = (counts[entity.kind] || 0) + 1;
  }
  console.log(JSON.stringify(counts));
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
