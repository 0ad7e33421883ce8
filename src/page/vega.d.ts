/** What the page uses of Vega's parts, which carry no types of their own. */
declare module 'vega-view' {
  export class View {
    constructor(runtime: object, options: { readonly renderer: 'svg'; readonly expr: object; readonly container: HTMLElement });
    width(width: number): this;
    height(height: number): this;
    signal(name: string, value: unknown): this;
    data(name: string, rows: readonly object[]): this;
    origin(): readonly [number, number];
    scale(name: string): { invert(at: number): number };
    runAsync(): Promise<this>;
  }
}
declare module 'vega-parser' {
  export function parse(spec: object, config: undefined, options: { readonly ast: true }): object;
}
declare module 'vega-dataflow' {
  export const transforms: Record<string, unknown>;
}
declare module 'vega-encode';
declare module 'vega-view-transforms';
declare module 'vega-transforms';
