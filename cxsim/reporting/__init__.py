"""What people see: sentences, tables and pictures, reports made of them, and the site that publishes those.

`runs` shows one simulation, `answers` what an analysis found, `maps` the journey, all in one `look` and in
the words of `wording`, which `language` says in English or French. `notebooks` runs a report's notebook after
`parameters` has checked what it is given, `provenance` says how a result was made, `publish` makes one page
of it that needs no network; `batches` makes many, `site` leads to them. `live` is the panel of sliders.
"""
