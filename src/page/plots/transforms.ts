import { transforms } from 'vega-dataflow';
import * as encode from 'vega-encode';
import * as data from 'vega-transforms';
import * as view from 'vega-view-transforms';

/** Lets views use what draws charts; Vega's maps, forces, hierarchies and words would make the page much larger. */
export function addTransforms(): void {
  Object.assign(transforms, data, encode, view);
}
