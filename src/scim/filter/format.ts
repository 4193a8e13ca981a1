import { formatAttributePath } from '../attribute-path.ts';
import type { Filter } from './filter.ts';

/** The canonical text of a filter: parsing it gives an equal filter. */
export function formatFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
      return filter.operands
        .map((operand) => (isChain(operand) ? `(${formatFilter(operand)})` : formatFilter(operand)))
        .join(' and ');
    case 'or':
      return filter.operands
        .map((operand) => (operand.kind === 'or' ? `(${formatFilter(operand)})` : formatFilter(operand)))
        .join(' or ');
    case 'not':
      return `not (${formatFilter(filter.operand)})`;
    case 'present':
      return `${formatAttributePath(filter.path)} pr`;
    case 'compare':
      return `${formatAttributePath(filter.path)} ${filter.operator} ${JSON.stringify(filter.value)}`;
    case 'element':
      return `${formatAttributePath(filter.path)}[${formatFilter(filter.filter)}]`;
    default:
      return filter satisfies never;
  }
}

function isChain({ kind }: Filter): boolean {
  return kind === 'and' || kind === 'or';
}
