/**
 * Writes the JSON Schemas of what users write by hand, made from the zod schemas that check them.
 * With --check it writes nothing and fails when a file isn't current.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { specSchema } from '../src/core/spec/spec.ts';
import { fitSchema } from '../src/core/training/fit-params.ts';

const schemas: readonly { readonly file: string; readonly schema: z.ZodType }[] = [
  { file: 'templates/schemas/sightline.schema.json', schema: specSchema },
  { file: 'templates/schemas/fit.schema.json', schema: fitSchema },
];

const check = process.argv.includes('--check');
for (const { file, schema } of schemas) {
  const text = `${JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), undefined, 2)}\n`;
  if (!check) {
    await writeFile(file, text);
  } else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    console.error(`${file} is not what the code says: run 'npm run schemas'`);
    process.exitCode = 1;
  }
}
