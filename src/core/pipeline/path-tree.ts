import { isUrl } from '../data/output-path.ts';

/** Things by path, to find which lie above or below a path without comparing it with all. */
export class PathTree<Item> {
  readonly #root: Branch<Item> = { children: new Map(), item: undefined };

  set(path: string, item: Item): void {
    let branch = this.#root;
    for (const part of partsOf(path)) {
      let next = branch.children.get(part);
      if (next === undefined) {
        next = { children: new Map(), item: undefined };
        branch.children.set(part, next);
      }
      branch = next;
    }
    branch.item = item;
  }

  /** Every item, one above before those below it, in the order that their paths were first gone into. */
  all(): readonly Item[] {
    const found: Item[] = [];
    collectBelow(this.#root, found);
    return found;
  }

  /** Items at the path and at folders above it, from the top; then those below it, in the order they were added. */
  overlapping(path: string): readonly Item[] {
    const found: Item[] = [];
    let branch: Branch<Item> | undefined = this.#root;
    for (const part of partsOf(path)) {
      branch = branch.children.get(part);
      if (branch === undefined) {
        return found;
      }
      if (branch.item !== undefined) {
        found.push(branch.item);
      }
    }
    collectBelow(branch, found);
    return found;
  }
}

interface Branch<Item> {
  readonly children: Map<string, Branch<Item>>;
  item: Item | undefined;
}

function collectBelow<Item>(branch: Branch<Item>, found: Item[]): void {
  for (const child of branch.children.values()) {
    if (child.item !== undefined) {
      found.push(child.item);
    }
    collectBelow(child, found);
  }
}

/** Paths in the repository lie below `.`, those outside and URLs don't. */
function partsOf(path: string): readonly string[] {
  if (path === '.') {
    return ['.'];
  }
  const outside = path.startsWith('/') || path === '..' || path.startsWith('../') || isUrl(path);
  return outside ? path.split('/') : ['.', ...path.split('/')];
}
