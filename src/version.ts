import manifest from '../package.json' with { type: 'json' };

/** The version of this package. */
export const version: string = manifest.version;

/** The Node.js that it is tested on. */
export const testedNode: string = manifest.devDependencies.node;
