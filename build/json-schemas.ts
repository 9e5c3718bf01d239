/** Writes `build/json-schema/memcase.<name>.1.json` from the shapes in shared/contract/json.ts. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { jsonNames, jsonSchemaName, jsonSchemaOf } from '#shared/contract/json.ts';
import type { JsonName } from '#shared/contract/json.ts';

const directory = fileURLToPath(new URL('./json-schema/', import.meta.url));

export function jsonSchemaPath(name: JsonName): string {
  return `${directory}memcase.${name}.1.json`;
}

/** The document as it is checked in. */
export function jsonSchemaText(name: JsonName): string {
  const schema = z.toJSONSchema(jsonSchemaOf(name), { target: 'draft-2020-12', io: 'output' });
  return `${JSON.stringify({ $id: jsonSchemaName(name), title: `memcase … --json: ${name}`, ...schema }, null, 2)}\n`;
}

if (import.meta.main) {
  mkdirSync(directory, { recursive: true });
  for (const name of jsonNames) writeFileSync(jsonSchemaPath(name), jsonSchemaText(name));
}
