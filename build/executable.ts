import { prepareBaseNode } from './base-node.ts';
import { bundleProgram } from './bundle.ts';
import { type Component, componentsOf } from './notices.ts';
import { pack } from './pack.ts';
import type { Step } from './step.ts';
import type { Target } from './targets.ts';

/** What to build an executable for. */
export interface Order {
  readonly target: Target;
  /** What `cyolo-scim --version` says. */
  readonly version: string;
  /** Scratch space, which later builds may find again. */
  readonly work: string;
  readonly step: Step;
}

/**
 * Builds one executable.
 * @returns what it contains of others' work
 */
export async function buildExecutable(order: Order, file: string): Promise<readonly Component[]> {
  const { target, version, work, step } = order;
  const node = await step('Node', () => prepareBaseNode(target, work));
  const bundle = await step('bundle', () => bundleProgram(target, `${work}/bundle`, version));
  await step('executable', () => pack(target, bundle, node, file));
  return componentsOf(node, bundle.packages);
}
