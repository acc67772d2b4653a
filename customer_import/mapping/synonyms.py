"""What columns are called in the lists of other programs, by the field they fill.

Folded as `automatic.py` folds them: no case, no accents, no blanks, no signs. `Address.` stands
for a field of the one address a list gives.
"""

_BY_FIELD = {
    "CustomerNumber": (
        "customerid customerno customernr customernum customercode custno custnum custid clientid "
        "clientnumber clientno accountnumber accountno accountid debtornumber kundennummer "
        "kundennr kundenid debitorennummer debitor numeroclient noclient codeclient idclient "
        "numerocliente nocliente codigocliente idcliente clienteid codicecliente klantnummer "
        "klantnr"
    ),
    "CustomerName": (
        "customer client name fullname displayname accountname kunde kundenname nomclient "
        "nombrecliente cliente nome nomecliente ragionesociale klantnaam"
    ),
    "CustomerFirstName": "firstname givenname forename vorname prenom nombre primeironome voornaam",
    "CustomerLastName": (
        "lastname surname familyname nachname familienname nomdefamille apellido apellidos "
        "sobrenome cognome achternaam"
    ),
    "CustomerCompanyName": (
        "company companyname organisation organization business businessname firma firmenname "
        "unternehmen societe entreprise raisonsociale empresa compania azienda societa bedrijf "
        "bedrijfsnaam"
    ),
    "CustomerEmail": (
        "email emailaddress mail mailaddress emailadresse adresseemail courriel adressemail "
        "correo correoelectronico emailcliente indirizzoemail emailadres"
    ),
    "CustomerDepartment": "department dept abteilung departement departamento reparto afdeling",
    "CustomerWebsite": "website web url homepage webaddress webseite siteweb sitioweb sito sitoweb",
    "CustomerBusinessPhone": (
        "phone phonenumber telephone telephonenumber tel businessphone workphone phone1 telefon "
        "telefonnummer telefono telefone telefoonnummer telefoon"
    ),
    "CustomerContactCell": (
        "mobile mobilephone mobilenumber cell cellphone handy mobil mobiltelefon portable movil "
        "celular cellulare mobiel"
    ),
    "CustomerBusinessFax": "fax faxnumber businessfax telefax faxnummer telecopie",
    "CustomerContactFirstName": "contactfirstname",
    "CustomerContactLastName": "contactlastname",
    "CustomerContactEmail": "contactemail",
    "CustomerContactPhone": "contactphone phone2",
    "CustomerNote": (
        "note notes comment comments remark remarks notiz bemerkung bemerkungen remarque "
        "commentaire notas comentarios observaciones observacoes opmerking opmerkingen"
    ),
    "Address.AddressLine1": (
        "addressline1 address address1 street streetaddress billingstreet billingaddress strasse "
        "adresse anschrift rue adresse1 direccion calle endereco indirizzo via adres straat"
    ),
    "Address.AddressLine2": "addressline2 address2 adresszusatz complement adresse2",
    "Address.AddressCity": (
        "addresscity city town billingcity ort stadt ville ciudad poblacion cidade citta stad "
        "plaats"
    ),
    "Address.AddressStateProvince": (
        "addressstateprovince state province region county billingstate bundesland provincia estado"
    ),
    "Address.AddressPostalCode": (
        "addresspostalcode zip zipcode postcode postalcode billingzip plz postleitzahl codepostal "
        "codigopostal cp cep cap"
    ),
    "Address.AddressCountry": (
        "addresscountry country billingcountry countrycode land pays pais paese"
    ),
}

SYNONYMS: dict[str, str] = {
    name: field for field, names in _BY_FIELD.items() for name in names.split()
}
"""The field of each folded name."""
