import {
  BatchMatMul,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  engine,
  getKernel,
  Identity,
  MaxPoolGrad,
  registerKernel,
  Sum,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import type { KernelFunc, NamedAttrMap, NamedTensorInfoMap, Tensor4D } from '@tensorflow/tfjs-core';
import type { ConvAttributes } from './conv-geometry.ts';
import { depthwiseFilterGradient, depthwiseInputGradient, filterGradient, inputGradient } from './conv-gradients.ts';
import { inputOf } from './heap.ts';
import { maxPoolGradient } from './pool-gradient.ts';
import { identity, sumByChannel, turnedMatMul } from './quick-kernels.ts';

type Shape4D = [number, number, number, number];
type Gradient = (inputs: (name: string) => Tensor4D, attributes: ConvAttributes & Record<string, unknown>) => Tensor4D;

const kernels: readonly { readonly name: string; readonly gradient: Gradient }[] = [
  {
    name: Conv2DBackpropFilter,
    gradient: (input, attributes) => filterGradient(input('x'), input('dy'), shapeAttribute(attributes, 'filterShape'), attributes),
  },
  {
    name: Conv2DBackpropInput,
    gradient: (input, attributes) => inputGradient(input('dy'), input('filter'), shapeAttribute(attributes, 'inputShape'), attributes),
  },
  {
    name: DepthwiseConv2dNativeBackpropFilter,
    gradient: (input, attributes) =>
      depthwiseFilterGradient(input('x'), input('dy'), shapeAttribute(attributes, 'filterShape'), attributes),
  },
  {
    name: DepthwiseConv2dNativeBackpropInput,
    gradient: (input, attributes) =>
      depthwiseInputGradient(input('dy'), input('filter'), shapeAttribute(attributes, 'inputShape'), attributes),
  },
];

/** Kernels that take the place of stock ones; each gets the one that it replaces. */
const replacements: readonly { readonly name: string; readonly replace: (stock: KernelFunc) => KernelFunc }[] = [
  { name: MaxPoolGrad, replace: () => maxPoolGradient },
  { name: Identity, replace: () => identity },
  { name: Sum, replace: sumByChannel },
  { name: BatchMatMul, replace: turnedMatMul },
];

let registered = false;

/**
 * Gives the wasm backend, which must have started, the gradient kernels of convolutions that it lacks, and quicker
 * ones than its own for what training spends its time on. Calling it again does nothing.
 */
export function registerWasmKernels(): void {
  if (registered) {
    return;
  }
  registered = true;
  for (const { name, gradient } of kernels) {
    setKernel(name, ({ inputs, attrs }) => gradient((key) => asTensor(inputs, key), attributesOf(attrs)));
  }
  for (const { name, replace } of replacements) {
    const stock = getKernel(name, 'wasm');
    if (stock !== undefined) {
      setKernel(name, replace(stock.kernelFunc));
    }
  }
}

function setKernel(kernelName: string, kernelFunc: KernelFunc): void {
  if (getKernel(kernelName, 'wasm') !== undefined) {
    unregisterKernel(kernelName, 'wasm');
  }
  registerKernel({ kernelName, backendName: 'wasm', kernelFunc });
}

function asTensor(inputs: NamedTensorInfoMap, name: string): Tensor4D {
  const info = inputOf(inputs, name);
  return ('rank' in info ? info : engine().makeTensorFromTensorInfo(info)) as Tensor4D;
}

function attributesOf(attrs: NamedAttrMap | undefined): ConvAttributes & Record<string, unknown> {
  return (attrs ?? {}) as unknown as ConvAttributes & Record<string, unknown>;
}

function shapeAttribute(attributes: Record<string, unknown>, name: string): Shape4D {
  return attributes[name] as Shape4D;
}
