"""Forms of people and their tasks, of activation cards, and of activating."""

import re

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from groups.actions.accounts import BAD_CODE, PHONE_TAKEN, USERNAME_TAKEN, open_card
from groups.forms.signin import bare_helper
from groups.models import Region, RegionAlias, User
from groups.models.access import ROLES
from groups.scoping.forms import DateField, Fold, PhoneField, ScopedForm, ScopedModelForm
from groups.values import letters_key, parse_phone

MOST_AT_ONCE = 200  # invited or printed together


class UsernameField(forms.CharField):
    """Small letters and digits, beginning with a letter: never to be taken for somebody's phone number."""

    def __init__(self, **kwargs):
        attrs = {"autocapitalize": "none", "autocomplete": "off", "placeholder": "kader.krapyak"}
        super().__init__(label="Nama pengguna", max_length=40, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value):
        name = super().clean(value).strip().lower()
        if name and not re.fullmatch(r"[a-z][a-z0-9._-]{2,39}", name):
            raise ValidationError(
                "Nama pengguna berawal dengan huruf, paling sedikit 3 tanda: huruf kecil, angka, titik, "
                "atau garis. Misalnya kader.krapyak."
            )
        return name


class PlaceField(forms.ModelChoiceField):
    """Any open region of the user's scope, from kota to kelurahan, in the order of the tree."""

    def __init__(self, **kwargs):
        super().__init__(
            queryset=Region.objects.open().select_related("parent"), empty_label="Pilih wilayah", **kwargs
        )

    def label_from_instance(self, region):
        return f"{region.name} ({region.parent.name})" if region.level == "kelurahan" else region.title


class TermForm(ScopedForm):
    """When a task begins, and when it ends if that is known."""

    may = "manage"
    starts_on = DateField(label="Mulai bertugas", initial=timezone.localdate)
    ends_on = DateField(
        label="Hari terakhir bertugas", required=False, help_text="Kosong berarti sampai diakhiri."
    )


class RoleForm(TermForm):
    role = forms.ChoiceField(label="Tugas", choices=ROLES)
    region = PlaceField(
        label="Wilayah tugas", help_text="Kader di kelurahan, Pokja II di kecamatan atau kota."
    )
    layout = ("role", "region", "starts_on", "ends_on")


class PersonFields(forms.Form):
    name = forms.CharField(
        label="Nama lengkap",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "Hj. Siti Aminah, S.Pd."}),
    )
    phone = PhoneField(
        label="Nomor HP", required=False, help_text="Boleh dikosongkan. Dapat dipakai untuk masuk."
    )


class InviteForm(PersonFields, RoleForm):
    username = UsernameField(required=False, help_text="Kosong berarti dibuatkan, misalnya kader.krapyak.")
    layout = (
        "name",
        "phone",
        "role",
        "region",
        Fold("Masa tugas dan nama pengguna: bila tidak biasa", "starts_on", "ends_on", "username"),
    )


class InviteManyForm(TermForm):
    """Kader of many kelurahan at once; ``lines`` is cleaned to ``(line number, name, phone, region)``."""

    lines = forms.CharField(
        label="Daftar orang",
        max_length=20_000,
        widget=forms.Textarea(
            attrs={
                "rows": 10,
                "placeholder": "Siti Aminah; 0812-3456-7890; Krapyak\nRukayah; ; Kandang Panjang",
            }
        ),
        help_text="Satu orang per baris: nama; nomor HP; kelurahan. Nomor HP boleh kosong. "
        "Boleh disalin dari tiga kolom Excel.",
    )
    layout = ("lines", Fold("Masa tugas: bila tidak mulai hari ini", "starts_on", "ends_on"))

    def clean_lines(self):
        places = self._places()
        people, wrong = [], []
        for number, line in enumerate(self.cleaned_data["lines"].splitlines(), start=1):
            if not line.strip():
                continue
            try:
                people.append((number, *self._read(line, places)))
            except ValidationError as error:
                wrong.append(f"Baris {number}: {' '.join(error.messages)}")
        if len(people) > MOST_AT_ONCE:
            wrong = [f"Paling banyak {MOST_AT_ONCE} orang sekali kirim. Bagi menjadi beberapa kali."]
        if wrong:
            raise ValidationError(wrong[:20])
        return people

    def _places(self):
        """Kelurahan of the scope by every name they go by; None where two share one."""
        kelurahan = Region.objects.allowed_to(self.user, self.may).filter(level="kelurahan").open()
        names = [(region.name, region) for region in kelurahan]
        aliases = RegionAlias.objects.allowed_to(self.user, self.may).select_related("region")
        names += [(alias.name, alias.region) for alias in aliases if alias.region.level == "kelurahan"]
        places = {}
        for name, region in names:
            key = letters_key(name)
            places[key] = region if places.get(key, region) == region else None
        return places

    @staticmethod
    def _read(line, places):
        parts = [part.strip() for part in re.split(r"[;\t]", line)]
        if len(parts) != 3 or not parts[0]:
            raise ValidationError("tulis nama; nomor HP; kelurahan, dipisah titik koma.")
        name, phone, place = parts
        if len(name) > 120:
            raise ValidationError("nama paling panjang 120 huruf.")
        key = letters_key(re.sub(r"(?i)^(kelurahan|kel\.?|desa)\s+", "", place))
        if key not in places:
            raise ValidationError(f"kelurahan “{place}” tidak dikenal. Periksa ejaannya.")
        if places[key] is None:
            raise ValidationError(f"ada lebih dari satu “{place}”. Undang orang ini satu per satu.")
        return name, parse_phone(phone) if phone else "", places[key]


class UserForm(ScopedModelForm):
    examples = {"name": "Hj. Siti Aminah, S.Pd."}

    may = "manage"
    username = UsernameField()
    phone = PhoneField(
        label="Nomor HP", required=False, help_text="Boleh dikosongkan. Dapat dipakai untuk masuk."
    )
    layout = ("name", "phone", "email", "username")

    class Meta:
        model = User
        fields = ["name", "phone", "email", "username"]
        labels = {"email": "Alamat surel"}
        help_texts = {
            "email": "Boleh dikosongkan. Untuk surel harian Pokja II, yang dapat ia hentikan sendiri."
        }
        error_messages = {
            "username": {"unique": USERNAME_TAKEN},
            "phone": {"unique": PHONE_TAKEN},
            "email": {"invalid": "Tulis alamat surel seperti nama@contoh.go.id."},
        }

    def clean_phone(self):
        return self.cleaned_data["phone"] or None


class EndRoleForm(ScopedForm):
    may = "manage"
    on = DateField(
        label="Tidak bertugas lagi sejak",
        initial=timezone.localdate,
        help_text="Sejak tanggal itu ia tidak dapat lagi membuka data wilayah ini lewat tugas ini.",
    )
    layout = ("on",)


class HandoverForm(PersonFields, ScopedForm):
    """To somebody with an account, or to somebody new; her task begins on ``on``."""

    may = "manage"
    to = forms.ModelChoiceField(
        User.objects.none(),
        label="Diserahkan kepada",
        required=False,
        empty_label="Orang baru (isi di bawah)",
    )
    on = DateField(label="Bertugas mulai", initial=timezone.localdate)
    ends_on = DateField(
        label="Hari terakhir bertugas", required=False, help_text="Kosong berarti sampai diakhiri."
    )
    layout = ("to", "name", "phone", "on", "ends_on")

    def __init__(self, *args, role, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.managed_by(self.user).filter(is_active=True).exclude(pk=role.user_id)
        self.fields["to"].queryset = people.order_by("name")
        self.fields["to"].label_from_instance = lambda person: f"{person.name} ({person.username})"
        self.fields["name"].required = False
        self.fields["name"].label = "Nama lengkap orang baru"
        self.fields["phone"].label = "Nomor HP orang baru"

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned["to"] and not cleaned["name"]:
            self.add_error("to", "Pilih orangnya, atau isi nama orang baru.")
        if cleaned.get("to") and cleaned.get("name"):
            self.add_error("name", "Kosongkan nama orang baru, atau pilih “Orang baru” di atas.")
        return cleaned


class WhyForm(ScopedForm):
    """The reason for closing or opening an account; kept in its history."""

    may = "manage"
    reason = forms.CharField(
        label="Alasan", max_length=100, widget=forms.TextInput(attrs={"placeholder": "Pindah ke luar kota"})
    )
    layout = ("reason",)


class PeopleField(forms.ModelMultipleChoiceField):
    """People with what a new card would do to each."""

    NOTES = {
        "siap": "sudah bisa masuk; kata sandinya akan dihapus",
        "menunggu": "memegang kartu yang belum dipakai; kartu itu tidak berlaku lagi",
    }
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, person):
        note = self.NOTES.get(person.state)
        return f"{person.name} ({person.username})" + (f": {note}" if note else "")


class CardForm(ScopedForm):
    """``candidates``: accounts with ``state`` that may be given a card; those who need one are ticked."""

    may = "manage"
    people = PeopleField(User.objects.none(), label="Buat kartu untuk")
    layout = ("people",)

    def __init__(self, *args, candidates, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["people"]
        field.queryset = candidates
        field.error_messages["required"] = "Centang paling sedikit satu orang."
        everyone = list(candidates)
        field.initial = [p.pk for p in everyone if p.state == "perlu_kartu"] or [p.pk for p in everyone]


class ActivationForm(forms.Form):
    code = forms.CharField(
        label="Kode di kartu",
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocapitalize": "characters",
                "autocomplete": "off",
                "spellcheck": "false",
                "placeholder": "ABCD-EFGH-JKMN",
            }
        ),
    )
    password = forms.CharField(
        label="Kata sandi baru",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Paling sedikit 8 huruf atau angka, jangan angka semua.",
    )
    again = forms.CharField(
        label="Kata sandi baru, sekali lagi",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = bare_helper()

    def clean_code(self):
        self.card = open_card(self.cleaned_data["code"])
        if self.card is None:
            raise ValidationError(BAD_CODE)
        return self.cleaned_data["code"]

    def clean(self):
        cleaned = super().clean()
        password, again = cleaned.get("password"), cleaned.get("again")
        if password and again and password != again:
            self.add_error("again", "Kedua kata sandi tidak sama. Ketik sekali lagi.")
        if password and "code" in cleaned:
            try:
                validate_password(password, self.card.user)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned
