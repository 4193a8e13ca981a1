import { findPlace, parseAttributePath } from '../scim/attribute-path.ts';
import { isJsonObject, type Json, type JsonObject } from '../scim/resource.ts';
import type { ResourceType } from '../scim/resource-types.ts';
import { textAt } from './text-at.ts';

/** The work element of these lists has a column of its own. */
const WORK_COLUMNS: Readonly<Record<string, string>> = { email: 'emails', phone: 'phoneNumbers' };

const PART_COLUMNS: Readonly<Record<string, string>> = {
  givenName: 'name.givenName',
  familyName: 'name.familyName',
};

/** The columns that an export has, in order. */
export const EXPORTED_COLUMNS: readonly string[] = [
  'userName',
  'externalId',
  'active',
  'displayName',
  'givenName',
  'familyName',
  'email',
  'phone',
  'title',
  'userType',
  'employeeNumber',
  'department',
  'organization',
  'division',
  'costCenter',
];

/** The SCIM path of what a column of a CSV file holds; a column may be named by the path itself. */
export function columnPath(column: string): string {
  const list = WORK_COLUMNS[column];
  return list === undefined ? (PART_COLUMNS[column] ?? column) : `${list}[type eq "work"].value`;
}

/** What a user has in a column. */
export function columnText(user: JsonObject, column: string, type: ResourceType): string {
  const list = WORK_COLUMNS[column];
  if (list !== undefined) return textAt(elementOf(user[list], 'work'), 'value');
  const path = columnPath(column);
  const extension = findPlaceOf(path, type)?.extension;
  const owner = extension === undefined ? user : user[extension];
  return isJsonObject(owner) ? textAt(owner, path) : '';
}

function elementOf(list: Json | undefined, type: string): JsonObject {
  const elements = Array.isArray(list) ? list.filter(isJsonObject) : [];
  return elements.find((element) => element['type'] === type) ?? {};
}

function findPlaceOf(path: string, type: ResourceType) {
  const parsed = parseAttributePath(path);
  return parsed && findPlace(parsed, type);
}
