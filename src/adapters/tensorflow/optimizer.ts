import { add, div, dispose, keep, mul, scalar, sqrt, square, sub, tensor, tidy, zerosLike } from '@tensorflow/tfjs-core';
import type { NamedTensorMap, Tensor, Variable } from '@tensorflow/tfjs-core';
import type { LearningRules, NamedArray } from '../../core/training/network.ts';

/** A weight that learns: its name in the model, and where its values are. */
export interface LearningWeight {
  readonly name: string;
  readonly variable: Variable;
}

const momentum = 0.9;
const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-7;

/**
 * Stochastic gradient descent, with momentum (Sutskever et al., 2013) or as Adam (Kingma and Ba, 2015) with decoupled
 * weight decay (Loshchilov and Hutter, 2019). Not the library's optimizers: those cannot be stopped and resumed to
 * the same bits, since Adam's powers of beta are running products there; here they follow from the step.
 */
export class Optimizer implements Disposable {
  readonly #rules: Pick<LearningRules, 'optimizer' | 'weightDecay'>;
  readonly #weights: readonly LearningWeight[];
  readonly #memory = new Map<string, Tensor>();

  constructor(rules: Pick<LearningRules, 'optimizer' | 'weightDecay'>, weights: readonly LearningWeight[]) {
    this.#rules = rules;
    this.#weights = weights;
  }

  /** Moves every weight against its gradient (by the variable's name). `step` counts from 0. */
  apply(gradients: NamedTensorMap, step: number, learningRate: number): void {
    for (const { name, variable } of this.#weights) {
      const gradient = gradients[variable.name];
      if (gradient === undefined) {
        continue;
      }
      tidy(() => {
        const change = this.#change(name, gradient, step);
        const moved = sub(variable, mul(change, scalar(learningRate)));
        const decay =
          this.#rules.weightDecay > 0 && isKernel(name) ? mul(variable, scalar(learningRate * this.#rules.weightDecay)) : undefined;
        variable.assign(decay === undefined ? moved : sub(moved, decay));
      });
    }
  }

  #change(name: string, gradient: Tensor, step: number): Tensor {
    switch (this.#rules.optimizer) {
      case 'sgd':
        return gradient;
      case 'momentum':
        return this.#remember(`${name}/velocity`, gradient, (velocity) => add(mul(velocity, scalar(momentum)), gradient));
      case 'adam': {
        const mean = this.#remember(`${name}/mean`, gradient, (old) => add(mul(old, scalar(beta1)), mul(gradient, scalar(1 - beta1))));
        const variance = this.#remember(`${name}/variance`, gradient, (old) =>
          add(mul(old, scalar(beta2)), mul(square(gradient), scalar(1 - beta2))),
        );
        const deviation = sqrt(mul(variance, scalar(1 / (1 - beta2 ** (step + 1)))));
        return div(mul(mean, scalar(1 / (1 - beta1 ** (step + 1)))), add(deviation, scalar(epsilon)));
      }
    }
  }

  #remember(key: string, like: Tensor, update: (old: Tensor) => Tensor): Tensor {
    const old = this.#memory.get(key);
    const next = keep(update(old ?? zerosLike(like)));
    old?.dispose();
    this.#memory.set(key, next);
    return next;
  }

  /** Everything remembered, in the order of its making. */
  async state(): Promise<readonly NamedArray[]> {
    const entries = [...this.#memory];
    return Promise.all(entries.map(async ([name, value]) => ({ name, shape: value.shape, values: Float32Array.from(await value.data()) })));
  }

  setState(state: readonly NamedArray[]): void {
    this[Symbol.dispose]();
    for (const { name, shape, values } of state) {
      this.#memory.set(name, keep(tensor(values, [...shape], 'float32')));
    }
  }

  [Symbol.dispose](): void {
    dispose([...this.#memory.values()]);
    this.#memory.clear();
  }
}

/** Kernels decay; biases and the parameters of a normalization don't. */
function isKernel(name: string): boolean {
  return name.endsWith('kernel');
}
