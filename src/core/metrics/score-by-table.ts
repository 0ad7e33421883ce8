import type { MetricId, MetricRow } from './scorer.ts';

/** A row of a task's table that says how it is computed, from what the task computes it from; `of` is the number of a class, negative for the model. */
interface ScoredRow<Source> extends MetricRow {
  readonly score: (source: Source, of: number) => number;
}

/** Scores metrics by a table: NaN for one that isn't in it, that is of a class and asked for none or the other way round, and of a class that there isn't. */
export function scoreByTable<Source>(table: readonly ScoredRow<Source>[]): (source: Source, metrics: readonly MetricId[]) => Float64Array {
  const byName = new Map(table.map((row) => [row.name, row]));
  return (source, metrics) =>
    Float64Array.from(metrics, ({ name, of }) => {
      const row = byName.get(name);
      const fits = row !== undefined && (of === undefined ? row.of !== 'class' : row.of !== 'model' && of >= 0);
      return fits ? row.score(source, of ?? -1) : Number.NaN;
    });
}
