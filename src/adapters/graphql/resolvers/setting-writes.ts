import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { joined } from '../../../application/admin/joined-unit-of-work.ts';
import { ChangeSetting } from '../../../application/settings/change-setting.ts';
import { assertNever } from '../../../domain/shared/assert-never.ts';
import { ok } from '../../../domain/shared/result.ts';
import { allow } from '../access/allow.ts';
import type { ApiContext } from '../context.ts';
import { conflict, unknownName } from '../errors/failures.ts';
import { badInput } from '../errors/request-errors.ts';
import { ChangeSettingInput } from '../inputs/setting-writes.ts';
import { make } from '../make.ts';
import { perform } from '../mutate.ts';
import { ChangeSettingResult, ChangeSettingSuccess } from '../types/catalogue-results.ts';
import { toSetting } from '../types/setting.ts';

@Resolver()
export class SettingWritesResolver {
  @allow('settings:write')
  @Mutation(() => ChangeSettingResult, {
    description: 'Gives a setting another value. Every process follows within 10 seconds.',
  })
  async changeSetting(
    @Arg('input', () => ChangeSettingInput, { description: 'Which, and what it shall be.' })
    input: ChangeSettingInput,
    @Ctx() context: ApiContext,
  ) {
    const { name, value, idempotencyKey } = input;
    const result = await perform(context, {
      action: 'setting.change',
      subject: { type: 'Setting', id: name },
      idempotencyKey,
      input: { name, value },
      work: async (scope) => {
        const changed = await new ChangeSetting(joined(scope)).execute({ name, value });
        if (!changed.ok) {
          return changed;
        }
        const { before, after } = changed.value;
        return ok({
          value: changed.value.name,
          before: { value: before },
          after: { value: after },
        });
      },
    });
    if (result.ok) {
      const { settings } = context.services;
      await settings.reload();
      const setting = toSetting(result.value.value, await settings.current());
      return make(ChangeSettingSuccess, { setting, isRepeat: result.value.isRepeat });
    }
    const { error } = result;
    switch (error.kind) {
      case 'unknown_setting':
        return unknownName('Setting', name);
      case 'invalid_setting':
        throw badInput([{ field: 'input.value', rule: error.message }]);
      case 'idempotency_conflict':
        return conflict(idempotencyKey);
      default:
        return assertNever(error);
    }
  }
}
