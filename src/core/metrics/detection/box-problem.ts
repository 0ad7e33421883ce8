/** What is wrong with a box (left, top, width, height), if anything. One without area, or partly outside of its image, is judged as it is. */
export function boxProblem(box: unknown): string | undefined {
  if (!Array.isArray(box) || box.length !== 4 || !box.every((value) => Number.isFinite(value))) {
    return 'bbox must be four finite numbers: left, top, width, height';
  }
  return box[2] < 0 || box[3] < 0 ? `bbox has a negative side: ${box.join(', ')}` : undefined;
}
