import { z } from 'zod';

type Schema = z.core.JSONSchema.BaseSchema;

/** A Markdown table of every key of a schema: its form, its default and what it says. */
export function describeKeys(schema: z.ZodType): string {
  const rows = keyRows(z.toJSONSchema(schema, { io: 'input', reused: 'inline' }), '');
  return ['| key | value | default | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

function keyRows(schema: Schema, prefix: string): string[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const child = property as Schema;
    const key = `${prefix}${name}`;
    const item = child.items as Schema | undefined;
    const inner = child.properties !== undefined ? child : item?.properties !== undefined ? item : undefined;
    const row = `| \`${key}\` | ${form(child)} | ${standard(child, required.has(name))} | ${child.description ?? ''} |`;
    return [row, ...(inner === undefined ? [] : keyRows(inner, `${key}${inner === item ? '[]' : ''}.`))];
  });
}

function form(schema: Schema): string {
  if (schema.const !== undefined) {
    return `\`${JSON.stringify(schema.const)}\``;
  }
  if (schema.enum !== undefined) {
    return schema.enum.map((value) => `\`${String(value)}\``).join(' or ');
  }
  if (schema.anyOf !== undefined) {
    return schema.anyOf.map((one) => form(one)).join(' or ');
  }
  if (schema.type === 'array') {
    return `list of ${form(schema.items as Schema)}`;
  }
  const { minimum, maximum } = schema;
  return typeof schema.type === 'string' && minimum !== undefined && maximum !== undefined
    ? `${schema.type} from ${minimum} to ${maximum}`
    : String(schema.type ?? 'any');
}

function standard(schema: Schema, isRequired: boolean): string {
  if (isRequired) {
    return '(needed)';
  }
  return schema.default === undefined ? '' : `\`${JSON.stringify(schema.default)}\``;
}
