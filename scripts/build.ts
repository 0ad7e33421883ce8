/** Bundles the command line and the library, the script of the HTML report, and each action, into dist/. */
import { chmod, rm } from 'node:fs/promises';
import { buildActions } from './build-actions.ts';
import { buildReportPage } from './build/report-page.ts';
import { writeBundle } from './build/write-bundle.ts';

await rm('dist', { recursive: true, force: true });
const entries = { sightline: 'src/cli/sightline.ts', index: 'src/index.ts', 'file-worker': 'src/adapters/local-store/file-worker.ts' };
const { files, bytes } = await writeBundle(entries, 'dist', 'later');
await chmod('dist/sightline.mjs', 0o755);
console.log(`dist/: ${files} files, ${Math.round(bytes / 1024)} KB`);
await buildReportPage('dist/report-page.js');
await buildActions('dist');
