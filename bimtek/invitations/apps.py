from django.apps import AppConfig


class InvitationsConfig(AppConfig):
    """Who is invited to an event, how many places each kelurahan has, and who will come."""

    name = "bimtek.invitations"
    label = "invitations"
    verbose_name = "Undangan bimtek"

    def ready(self):
        from bimtek.actions import WHEN_DROPPED
        from bimtek.invitations.actions import give_up_seat

        WHEN_DROPPED.append(give_up_seat)
