/** A whole commit id, of SHA-1 or SHA-256: what is shorter names another commit as soon as somebody wants it to. */
export const commitId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
