import type { Operation } from '../operation.ts';
import { generationOperations } from './generations.ts';
import { moneyOperations } from './money.ts';
import { statisticsOperations } from './statistics.ts';
import { userOperations } from './users.ts';

export const operations: readonly Operation[] = [
  ...userOperations,
  ...generationOperations,
  ...moneyOperations,
  ...statisticsOperations,
];
