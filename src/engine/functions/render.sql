-- Stored rows of a binding as JSON: numbers, booleans and JSON as such (numbers exact), everything else as its text.
create or replace function pgdurable.render(p_columns jsonb, p_value pgdurable.value) returns jsonb
language sql stable
as $$
  select coalesce(jsonb_agg(r.object order by r.i), '[]')
    from (select g.i, jsonb_object_agg(c.col ->> 'name',
                   case when v.val is null then 'null'::jsonb
                        when c.col ->> 'type' ~ '^(smallint|integer|bigint|numeric|real|double precision)(\(|$)' and v.val ~ '^-?[0-9.e+-]+$'
                          then to_jsonb(v.val::numeric)
                        when c.col ->> 'type' = 'boolean' then to_jsonb(v.val::boolean)
                        when c.col ->> 'type' in ('json', 'jsonb') then v.val::jsonb
                        else to_jsonb(v.val) end) as object
            from generate_series(1, (p_value).nrows) g(i)
           cross join jsonb_array_elements(p_columns) with ordinality c(col, n)
           cross join lateral (select ((p_value).vals)[(c.n - 1) * (p_value).nrows + g.i] as val) v
           group by g.i) r
$$;
