import { isJsonObject, type Json } from '../resource.ts';
import { ENTERPRISE_USER_SCHEMA } from '../schemas/enterprise-user.ts';
import type { Quirk } from './quirk.ts';

export const ONELOGIN_QUIRKS: readonly Quirk[] = [
  {
    name: 'manager-id',
    description: 'Names the manager by `managerId`, as in SCIM 1.1; it is taken for `value`.',
    mendBody: (body) =>
      changeMember(body, ENTERPRISE_USER_SCHEMA.id, (extension) =>
        changeMember(extension, 'manager', readManagerId),
      ),
  },
];

function readManagerId(manager: Json): Json {
  if (!isJsonObject(manager)) return manager;
  const { managerId, ...others } = manager;
  return managerId === undefined ? manager : { value: managerId, ...others };
}

/** The object with one member changed; the very same object when that stays as it is or is not there. */
function changeMember<T>(object: T, name: string, change: (value: Json) => Json): T {
  const value = isJsonObject(object) ? object[name] : undefined;
  if (value === undefined) return object;
  const changed = change(value);
  return changed === value ? object : { ...object, [name]: changed };
}
