import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { joined } from '../../../application/admin/joined-unit-of-work.ts';
import { ResetContent } from '../../../application/content/reset-content.ts';
import { SaveContent } from '../../../application/content/save-content.ts';
import { assertNever } from '../../../domain/shared/assert-never.ts';
import { ok } from '../../../domain/shared/result.ts';
import { allow } from '../access/allow.ts';
import type { ApiContext } from '../context.ts';
import { contentRule } from '../errors/content-rule.ts';
import { conflict, unknownName } from '../errors/failures.ts';
import { badInput } from '../errors/request-errors.ts';
import { ResetContentInput, SaveContentInput } from '../inputs/content.ts';
import { make } from '../make.ts';
import { perform } from '../mutate.ts';
import {
  ResetContentResult,
  ResetContentSuccess,
  SaveContentResult,
  SaveContentSuccess,
} from '../types/content-results.ts';
import { contentEntryNow } from './content.ts';

@Resolver()
export class ContentWritesResolver {
  @allow('content:write')
  @Mutation(() => SaveContentResult, {
    description: 'Words a text of the bot anew. Every process writes it so within 10 seconds.',
  })
  async saveContent(
    @Arg('input', () => SaveContentInput, { description: 'Which text, and its words.' })
    input: SaveContentInput,
    @Ctx() context: ApiContext,
  ) {
    const { catalogue, refresh } = context.services.content;
    const { key, language, text, idempotencyKey } = input;
    const result = await perform(context, {
      action: 'content.save',
      subject: { type: 'ContentEntry', id: key },
      idempotencyKey,
      input: { key, language, text },
      work: async (scope) => {
        const save = new SaveContent(joined(scope), catalogue, context.services.clock);
        const saved = await save.execute({ key, language, text });
        if (!saved.ok) {
          return saved;
        }
        const { before, after } = saved.value;
        return ok({
          value: null,
          before: { language, text: before?.text ?? null },
          after: { language, text: after.text },
        });
      },
    });
    if (result.ok) {
      await refresh();
      const entry = await contentEntryNow(context, key);
      if (entry === null) {
        throw new Error(`Cannot show the text ${key} as there is none`);
      }
      return make(SaveContentSuccess, { entry, isRepeat: result.value.isRepeat });
    }
    const { error } = result;
    switch (error.kind) {
      case 'unknown_content':
        return unknownName('ContentEntry', key);
      case 'invalid_content':
        throw badInput([{ field: 'input.text', rule: contentRule(error.problem) }]);
      case 'idempotency_conflict':
        return conflict(idempotencyKey);
      default:
        return assertNever(error);
    }
  }

  @allow('content:write')
  @Mutation(() => ResetContentResult, {
    description:
      'Makes the default wording of a text stand again; where it stands, nothing changes.',
  })
  async resetContent(
    @Arg('input', () => ResetContentInput, { description: 'Which text.' })
    input: ResetContentInput,
    @Ctx() context: ApiContext,
  ) {
    const { catalogue, refresh } = context.services.content;
    const { key, language, idempotencyKey } = input;
    const result = await perform(context, {
      action: 'content.reset',
      subject: { type: 'ContentEntry', id: key },
      idempotencyKey,
      input: { key, language },
      work: async (scope) => {
        const reset = await new ResetContent(joined(scope), catalogue).execute({ key, language });
        return reset.ok
          ? ok({ value: null, before: { language, text: reset.value.before?.text ?? null } })
          : reset;
      },
    });
    if (!result.ok) {
      return result.error.kind === 'unknown_content'
        ? unknownName('ContentEntry', key)
        : conflict(idempotencyKey);
    }
    await refresh();
    const entry = await contentEntryNow(context, key);
    return make(ResetContentSuccess, { entry, isRepeat: result.value.isRepeat });
  }
}
