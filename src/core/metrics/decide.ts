import { type Difference, type Discordance, type Judgement, judge } from './comparison.ts';
import { powerOfAccuracy, powerOfInterval } from './more-images.ts';
import { findMetric } from './task.ts';

/** What a verdict is about, and by which rule. */
export interface Deciding extends Pick<Judgement, 'task' | 'metric' | 'margin' | 'images' | 'about' | 'testSetChange' | 'primary'> {
  /** The primary metric of the two models alone, where `primary` is over seeds. */
  readonly ofWeights: Difference;
  /** Of classifiers. */
  readonly discordance?: Discordance;
}

/** The verdict, read off the interval of the primary metric and nothing else, and what the size of the test set allows to tell. */
export function decide(what: Deciding): Pick<Judgement, 'verdict' | 'moreImages' | 'discernible'> {
  const { task, metric, margin, images, about, testSetChange, primary, ofWeights, discordance } = what;
  const verdict = judge(primary, margin, findMetric(task, metric)?.better);
  const isPaired = testSetChange === null && about === 'weights';
  const power =
    metric === 'accuracy' && isPaired && discordance !== undefined
      ? powerOfAccuracy(images, discordance, margin)
      : powerOfInterval(images, ofWeights, margin);
  return {
    verdict,
    moreImages: verdict === 'cannot-tell' && about === 'weights' ? power.moreImages : null,
    discernible: power.discernible,
  };
}
