import type { Family } from '../families.ts'

/**
 * What a language's own library has everywhere: asked of something that nothing is known of, such a name is more likely the library's
 * than that of the only type of a repository that has it too.
 */
const members: Partial<Record<Family, string>> = {
  rust: `as_bytes as_deref as_mut as_path as_ref as_slice as_str borrow borrow_mut bytes chain chars clone cloned cmp collect contains copied count default deref drain drop
    enumerate eq err expect extend filter filter_map find first flat_map flush fmt fold for_each from from_str get get_mut get_or_insert_with hash insert into into_inner into_iter is_empty is_err
    is_none is_ok is_some iter iter_mut join keys last len lines lock map map_err max min next ok ok_or ok_or_else or_else parse partial_cmp peek pop position push push_str read read_line read_to_end
    read_to_string remove replace rev seek skip sort sort_by split starts_with ends_with step_by sum swap take then to_owned to_path_buf to_str to_string to_vec trim try_from try_into unwrap
    unwrap_or unwrap_or_default unwrap_or_else values windows with_capacity write write_all write_fmt write_str zip`,
  python: `append capitalize casefold clear close copy count decode difference discard encode endswith extend find flush format fromkeys get getvalue group index insert intersection isdigit items join keys
    lower lstrip partition pop popitem read readline readlines remove replace reverse rfind rpartition rsplit rstrip seek setdefault sort split splitlines startswith strip tell title union update
    upper values write writelines`,
  jvm: `accept add addAll append apply charAt clear close compareTo contains containsKey entrySet equals flush forEach get getBytes getClass getKey getMessage getName getValue hashCode hasNext indexOf
    isEmpty iterator keySet length map next of put putAll read remove run set size split stream substring test toArray toString trim value valueOf values write`,
  c: `append at back begin c_str capacity cbegin cend clear count data emplace emplace_back empty end erase fill find first front get insert join length lock pop pop_back push push_back rbegin release rend
    reserve reset resize second size str substr swap top unlock value what`,
}

const sets = new Map(Object.entries(members).map(([family, names]) => [family, new Set(names.split(/\s+/))]))

export const isCommonMember = (family: Family, name: string): boolean => sets.get(family)?.has(name) ?? false
