import fc from 'fast-check';

/** Property tests draw the same cases on every run, so that a failure is one of the change; SIGHTLINE_SEED draws others. */
fc.configureGlobal({ seed: Number(process.env['SIGHTLINE_SEED'] ?? 1) });
