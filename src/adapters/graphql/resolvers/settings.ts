import { Ctx, Query, Resolver } from 'type-graphql';
import { settingNames } from '../../../domain/settings/settings.ts';
import { allow } from '../access/allow.ts';
import type { ApiContext } from '../context.ts';
import { Setting, toSetting } from '../types/setting.ts';

@Resolver()
export class SettingResolver {
  @allow('settings:read')
  @Query(() => [Setting], { description: 'All settings, with what they can be.' })
  async settings(@Ctx() { services }: ApiContext): Promise<Setting[]> {
    const settings = await services.settings.current();
    return settingNames.map((name) => toSetting(name, settings));
  }
}
