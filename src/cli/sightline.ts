#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  process.stderr.write(`sightline needs Node.js 22.13 or later, and this is ${process.versions.node}.\n`);
  process.exit(2);
}
const { main } = await import('./main.ts');
await main(process.argv.slice(2));
