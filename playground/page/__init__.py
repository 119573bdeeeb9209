"""The playground's web page: what people see of the pretend workspace, and how they act in it.

`routes.mount(playground, control)` serves it at `/` of the playground's own address.
"""
