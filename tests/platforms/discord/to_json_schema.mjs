// Turns the schemas of discord-api-spec into one JSON Schema with a definition each: node to_json_schema.mjs OUT
// Run by fetch.py in the folder where both packages lie in node_modules.
import { writeFileSync } from "node:fs";
import * as z from "zod/mini";
import * as spec from "discord-api-spec/zod";

const requests = z.registry();
for (const [name, schema] of Object.entries(spec)) {
  if (typeof schema !== "function" && name.endsWith("Schema")) {
    requests.add(schema, { id: name.slice(0, -"Schema".length) });
  }
}
const uri = (id) => `#/$defs/${id}`;
// What JSON Schema cannot say ("undefined") is left open.
const { schemas } = z.toJSONSchema(requests, { io: "input", uri, unrepresentable: "any" });
for (const schema of Object.values(schemas)) {
  delete schema.$id;
  delete schema.$schema;
}
writeFileSync(process.argv[2], JSON.stringify({ $defs: schemas }));
