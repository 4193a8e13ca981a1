import type { Filter } from './filter.ts';

/** How many comparisons a filter makes at most to judge something. */
export function countComparisons(filter: Filter): number {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.operands.reduce((sum, operand) => sum + countComparisons(operand), 0);
    case 'not':
      return countComparisons(filter.operand);
    case 'element':
      return countComparisons(filter.filter);
    case 'present':
    case 'compare':
      return 1;
    default:
      return filter satisfies never;
  }
}
