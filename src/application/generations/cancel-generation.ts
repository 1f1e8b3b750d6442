import type { Generation } from '../../domain/generations/generation.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { FinishGeneration } from './finish-generation.ts';

/**
 * Cancels one generation, queued or running; its credits come back at once.
 *
 * @returns false when its result is there already, or it ended by itself
 */
export async function cancelGeneration(
  unitOfWork: UnitOfWork,
  finish: FinishGeneration,
  generation: Generation,
): Promise<boolean> {
  if (await finish.fail(generation, { kind: 'canceled' })) {
    return true;
  }
  // A worker may have taken it up between the reading and the writing: look once more.
  const again = await unitOfWork.direct.generations.find(generation.id);
  return again !== undefined && again.status !== 'canceled'
    ? finish.fail(again, { kind: 'canceled' })
    : false;
}
