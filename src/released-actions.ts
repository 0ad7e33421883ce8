declare const SIGHTLINE_ACTIONS: string;

/** The actions of the release that this build belongs to, as `owner/repository@commit v1`; a build from the sources has none. */
export const releasedActions: string | undefined =
  typeof SIGHTLINE_ACTIONS === 'undefined' || SIGHTLINE_ACTIONS === '' ? undefined : SIGHTLINE_ACTIONS;
