import createMatcher from 'ignore';
import { isOutside, joinFromRoot, normalize, relativeTo } from '../core/data/root-path.ts';

/**
 * Whether a path from the project's root matches one of the globs, which are read as a `.gitignore` in that root would
 * be. A glob may start with `../` for code elsewhere in the repository. `prefix` is the project's root from git's top.
 */
export function codeMatcher(globs: readonly string[], prefix: string): (path: string) => boolean {
  const project = normalize(prefix);
  const matchers = [...Map.groupBy(globs, upwards)].map(([up, group]) => ({
    folder: joinFromRoot(project, up),
    matcher: createMatcher({ ignorecase: false }).add(group.map((glob) => glob.replace(/^(!?)(?:\.\.\/)+/, '$1/'))),
  }));
  return (path) => {
    const fromTop = joinFromRoot(project, path);
    return matchers.some(({ folder, matcher }) => {
      const inside = relativeTo(folder, fromTop);
      return inside !== '.' && !isOutside(inside) && matcher.ignores(inside);
    });
  };
}

function upwards(glob: string): string {
  return /^!?((?:\.\.\/)*)/.exec(glob)?.[1] ?? '';
}
