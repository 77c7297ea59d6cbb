"""The wheel's build hook: the front-end bundle goes into the wheel when it has been built."""
