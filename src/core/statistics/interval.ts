/** A confidence interval; its level stands where it is made. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}
