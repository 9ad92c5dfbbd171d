"""WHAT is simulated: a scenario is one readable YAML file, checked as a whole before anything runs.

The models (`model.Scenario` is the root) say what a scenario consists of. `load` reads a file into them:
`source` keeps the line of every entry, `extends` lets a file build on another, `document` takes out the
evidence notes, `translate` and `checks` say everything that is wrong at once. `improve` applies improvements;
`assessment` scores how mature a company is at each stage; `forecast` says how much
there will be to simulate; `schema` is for editors.
"""
