import { mcnemarMidP } from '../../src/core/statistics/mcnemar.ts';
import { pairedAccuracyInterval } from '../../src/core/statistics/paired-accuracy.ts';
import { discernibleDifference, imagesToShowDifference, imagesToShowEquivalence } from '../../src/core/statistics/sample-size.ts';
import type { Simulation } from './simulation.ts';
import { drawDiscordant } from './test-sets.ts';

const alpha = 0.05;
const goal = { least: 0.8 };

function find(what: string, images: number, happens: Simulation['happens']): Simulation {
  return { group: 'power', what, images, goal, happens };
}

const differences = (
  [
    [0.02, 0.1],
    [0.03, 0.06],
    [0.05, 0.2],
  ] as const
).map(([difference, discordance]) => {
  const images = imagesToShowDifference(difference, discordance);
  return find(`${100 * difference} points found, ${100 * discordance} % of the answers differing`, images, (chance) => {
    const { onlyBase, onlyHead } = drawDiscordant(chance, images, (discordance - difference) / 2, (discordance + difference) / 2);
    return onlyHead > onlyBase && mcnemarMidP(onlyBase, onlyHead) < alpha;
  });
});

const discernible = [1000].map((images) => {
  const discordance = 0.1;
  const difference = discernibleDifference(images, Math.sqrt(discordance));
  return find('the discernible difference found, 10 % of the answers differing', images, (chance) => {
    const { onlyBase, onlyHead } = drawDiscordant(chance, images, (discordance - difference) / 2, (discordance + difference) / 2);
    return onlyHead > onlyBase && mcnemarMidP(onlyBase, onlyHead) < alpha;
  });
});

const equivalences = (
  [
    [0, 0.05, 0.02],
    [0.005, 0.05, 0.02],
  ] as const
).map(([difference, discordance, margin]) => {
  const images = imagesToShowEquivalence(difference, Math.sqrt(discordance - difference ** 2), margin);
  return find(`equivalence within ${100 * margin} points shown, ${100 * difference} apart`, images, (chance) => {
    const { onlyBase, onlyHead } = drawDiscordant(chance, images, (discordance - difference) / 2, (discordance + difference) / 2);
    const { low, high } = pairedAccuracyInterval({ images, onlyBaseRight: onlyBase, onlyHeadRight: onlyHead }, alpha);
    return low >= -margin && high <= margin;
  });
});

/** True differences and true equivalences, found on as many images as the verdict asks for: 80 % of them. */
export const power: readonly Simulation[] = [...differences, ...discernible, ...equivalences];
