import { writeFile } from 'node:fs/promises';
import { rolldown } from 'rolldown';
import { type TopLevelSpec, compile } from 'vega-lite';
import { confusion } from '../../src/page/specs/confusion.ts';
import { curve, precisionRecall } from '../../src/page/specs/lines.ts';
import { reliability } from '../../src/page/specs/reliability.ts';
import { theme } from '../../src/page/specs/theme.ts';
import { collectLicences } from './licences.ts';

const specs: Readonly<Record<string, TopLevelSpec>> = { curve, 'precision-recall': precisionRecall, reliability, confusion };

/** Bundles the script of the HTML report, Vega and the compiled plots in it, into one file that a report holds as it is. */
export async function buildReportPage(file: string): Promise<void> {
  const compiled = Object.entries(specs).map(([kind, spec]) => [
    kind,
    compile({ width: 300, height: 200, ...spec }, { config: theme }).spec,
  ]);
  const bundle = await rolldown({
    input: 'src/page/page.ts',
    platform: 'browser',
    tsconfig: 'src/page/tsconfig.json',
    transform: { define: { plotSpecs: JSON.stringify(Object.fromEntries(compiled)) } },
  });
  const { output } = await bundle.generate({ format: 'iife', minify: true });
  await bundle.close();
  const [{ code, moduleIds }] = output;
  // As a comment the licences may hold no end of one.
  const licences = (await collectLicences(moduleIds)).replaceAll('*/', '* /');
  const script = `/*!\n${licences}*/\n${code}`;
  if (/<\/script|<!--|\u2028|\u2029/i.test(script)) {
    throw new Error(`${file} would end the element that it stands in`);
  }
  await writeFile(file, script);
  console.log(`${file}: ${Math.round(script.length / 1024)} KB`);
}
