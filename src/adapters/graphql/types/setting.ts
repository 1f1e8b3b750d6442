import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import {
  type SettingName,
  type Settings,
  settingDefinitions,
} from '../../../domain/settings/settings.ts';
import { allow } from '../access/allow.ts';
import { make } from '../make.ts';

const SettingType = { INTEGER: 'integer', TEXT: 'text', CHOICE: 'choice' } as const;

registerEnumType(SettingType, {
  name: 'SettingType',
  description: 'What values a setting can have.',
  valuesConfig: {
    INTEGER: { description: 'A whole number from `min` to `max`, as decimal digits.' },
    TEXT: { description: 'Any text.' },
    CHOICE: { description: 'One of `choices`.' },
  },
});

@allow('settings:read')
@ObjectType({ description: 'Something that an admin can change while the product runs.' })
export class Setting {
  @Field(() => String, { description: 'e.g. `welcomeCredits`.' })
  readonly name!: string;

  @Field(() => SettingType, { description: 'What values it can have.' })
  readonly type!: string;

  @Field(() => String, { description: 'What holds now; a change needs some seconds.' })
  readonly value!: string;

  @Field(() => String, { description: 'What holds when nobody changes it.' })
  readonly defaultValue!: string;

  @Field(() => Int, { nullable: true, description: 'The least value, of INTEGER.' })
  readonly min!: number | null;

  @Field(() => Int, { nullable: true, description: 'The greatest value, of INTEGER.' })
  readonly max!: number | null;

  @Field(() => [String], { nullable: true, description: 'All values, of CHOICE.' })
  readonly choices!: readonly string[] | null;

  @Field(() => String, { description: 'What it does, in English, with its unit.' })
  readonly description!: string;
}

export function toSetting(name: SettingName, settings: Settings): Setting {
  const definition = settingDefinitions[name];
  return make(Setting, {
    name,
    type: definition.type,
    value: String(settings[name]),
    defaultValue: String(definition.default),
    min: definition.type === 'integer' ? definition.min : null,
    max: definition.type === 'integer' ? definition.max : null,
    choices: definition.type === 'choice' ? definition.choices : null,
    description: definition.description,
  });
}
