import {
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  engine,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import type { NamedAttrMap, NamedTensorInfoMap, Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import type { ConvAttributes } from './conv-geometry.ts';
import { depthwiseFilterGradient, depthwiseInputGradient, filterGradient, inputGradient } from './conv-gradients.ts';

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

let registered = false;

/**
 * Gives the wasm backend the gradient kernels of convolutions: three that it lacks, and a faster one by the input.
 * Calling it again does nothing.
 */
export function registerWasmKernels(): void {
  if (registered) {
    return;
  }
  registered = true;
  unregisterKernel(Conv2DBackpropInput, 'wasm');
  for (const { name, gradient } of kernels) {
    registerKernel({
      kernelName: name,
      backendName: 'wasm',
      kernelFunc: ({ inputs, attrs }) => gradient((key) => asTensor(inputs, key), attributesOf(attrs)),
    });
  }
}

function asTensor(inputs: NamedTensorInfoMap, name: string): Tensor4D {
  const info: TensorInfo | undefined = inputs[name];
  if (info === undefined) {
    throw new Error(`the kernel was called without its input '${name}'`);
  }
  return 'rank' in info ? (info as Tensor4D) : (engine().makeTensorFromTensorInfo(info) as Tensor4D);
}

function attributesOf(attrs: NamedAttrMap | undefined): ConvAttributes & Record<string, unknown> {
  return (attrs ?? {}) as unknown as ConvAttributes & Record<string, unknown>;
}

function shapeAttribute(attributes: Record<string, unknown>, name: string): Shape4D {
  return attributes[name] as Shape4D;
}
