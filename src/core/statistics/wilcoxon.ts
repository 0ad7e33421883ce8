import { type Midranks, midranks } from './midranks.ts';
import { normalTwoSided, normalUpperTail } from './normal.ts';

/** What differences of zero count for: nothing, a rank that neither side gets (Pratt 1959), a rank split between both sides. */
export type ZeroMethod = 'wilcox' | 'pratt' | 'zsplit';

/** How to compute the p-value: `exact` takes the ranks for untied, `permutation` flips every sign that there is. */
export type SignedRankMethod = 'exact' | 'asymptotic' | 'permutation';

/** The kind of signed-rank test. */
export interface SignedRankOptions {
  readonly zeros: ZeroMethod;
  /** `auto` as SciPy 1.17 chooses: exact up to 50 untied differences, permutations up to 13 with ties or zeros, else the normal approximation. */
  readonly method: SignedRankMethod | 'auto';
  /** `greater`: the differences tend to be positive. */
  readonly alternative: 'two-sided' | 'greater' | 'less';
  /** Takes half a rank off, for the normal approximation. */
  readonly correction?: boolean;
}

/** The smaller rank sum for a two-sided test, else the sum of positive ranks; z is its place in the normal approximation. */
export interface SignedRankResult {
  readonly statistic: number;
  readonly p: number;
  readonly z: number;
}

/**
 * The signed-rank test of paired differences: whether they lie symmetrically around zero.
 * Wilcoxon: Individual comparisons by ranking methods. Biometrics Bulletin 1, 1945; zeros as Pratt: Remarks on zeros and ties in the
 * Wilcoxon signed rank procedures. JASA 54, 1959, with the variance of Cureton: The normal approximation to the signed-rank
 * sampling distribution when zero differences are present. JASA 62, 1967.
 */
export function signedRankTest(differences: readonly number[] | Float64Array, options: SignedRankOptions): SignedRankResult {
  const sums = rankSums(differences, options.zeros);
  const { positive, negative } = sums;
  const statistic = options.alternative === 'two-sided' ? Math.min(positive, negative) : positive;
  const z = standardize(sums, options);
  const method = options.method === 'auto' ? chooseMethod(differences.length, sums) : options.method;
  if (method === 'asymptotic') {
    return { statistic, p: { 'two-sided': normalTwoSided, greater: normalUpperTail, less: lowerTail }[options.alternative](z), z };
  }
  const { below, above } = method === 'exact' ? exactTails(sums) : permutationTails(sums);
  return { statistic, p: { 'two-sided': Math.min(1, 2 * Math.min(below, above)), greater: above, less: below }[options.alternative], z };
}

const lowerTail = (z: number): number => normalUpperTail(-z);

interface RankSums {
  readonly positive: number;
  readonly negative: number;
  /** How many differences are ranked, and how many of the given ones are zero. */
  readonly count: number;
  readonly zeros: number;
  readonly ranked: Midranks;
  readonly signs: Float64Array;
  /** What zeros give to the positive sum. */
  readonly split: number;
  /** Of the non-zero ones. */
  readonly tieTerm: number;
}

function rankSums(differences: readonly number[] | Float64Array, method: ZeroMethod): RankSums {
  const given = Float64Array.from(differences);
  const kept = method === 'wilcox' ? given.filter((one) => one !== 0) : given;
  const ranked = midranks(kept.map(Math.abs));
  const sumWhere = (sign: number): number =>
    kept.reduce((sum, one, at) => sum + (Math.sign(one) === sign ? (ranked.ranks[at] ?? 0) : 0), 0);
  const zeros = given.reduce((count, one) => count + Number(one === 0), 0);
  const split = method === 'zsplit' ? sumWhere(0) / 2 : 0;
  const tieTerm = method === 'pratt' ? ranked.tieTerm - (zeros ** 3 - zeros) : ranked.tieTerm;
  const sums = { positive: sumWhere(1) + split, negative: sumWhere(-1) + split };
  return { ...sums, count: kept.length, zeros, ranked, signs: kept.map(Math.sign), split, tieTerm };
}

function standardize({ count, zeros, tieTerm, positive }: RankSums, options: SignedRankOptions): number {
  const dropped = options.zeros === 'pratt' ? zeros : 0;
  const mean = (count * (count + 1) - dropped * (dropped + 1)) / 4;
  const squares = count * (count + 1) * (2 * count + 1) - dropped * (dropped + 1) * (2 * dropped + 1);
  const toMean = { 'two-sided': Math.sign(positive - mean), greater: 1, less: -1 }[options.alternative];
  const shift = options.correction === true ? toMean / 2 : 0;
  const z = (positive - mean - shift) / Math.sqrt((squares - tieTerm / 2) / 24);
  return options.alternative === 'two-sided' ? -Math.abs(z) : z;
}

function chooseMethod(given: number, { zeros, tieTerm }: RankSums): SignedRankMethod {
  if (given > 50) {
    return 'asymptotic';
  }
  return zeros === 0 && tieTerm === 0 ? 'exact' : given <= 13 ? 'permutation' : 'asymptotic';
}

/** P(W <= positive) and P(W >= positive) as if the ranks were 1 to count; half ranks are rounded to the careful side. */
function exactTails({ count, positive }: RankSums): Tails {
  return tailsOf(
    Float64Array.from({ length: count }, (_, at) => at + 1),
    Math.ceil(positive),
    Math.floor(positive),
  );
}

/** The same with the ranks that there are, so with their ties. */
function permutationTails({ ranked, signs, positive, split }: RankSums): Tails {
  // Midranks are multiples of a half.
  const doubled = ranked.ranks.filter((_, at) => signs[at] !== 0).map((rank) => 2 * rank);
  return tailsOf(doubled, 2 * (positive - split), 2 * (positive - split));
}

interface Tails {
  readonly below: number;
  readonly above: number;
}

/** The distribution of the sum of a random half of whole `ranks`, each in with probability 1/2: P(W <= upTo) and P(W >= from). */
function tailsOf(ranks: Float64Array, upTo: number, from: number): Tails {
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const mass = new Float64Array(total + 1);
  mass[0] = 1;
  let reach = 0;
  for (const rank of ranks) {
    reach += rank;
    for (let sum = reach; sum >= 0; sum--) {
      mass[sum] = ((mass[sum] ?? 0) + (sum >= rank ? (mass[sum - rank] ?? 0) : 0)) / 2;
    }
  }
  return { below: sumOf(mass.subarray(0, upTo + 1)), above: sumOf(mass.subarray(from)) };
}

function sumOf(masses: Float64Array): number {
  return Math.min(
    1,
    masses.reduce((sum, one) => sum + one, 0),
  );
}
